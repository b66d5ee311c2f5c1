"""The report: a page that opens from disk, with every score, figure and video of a study."""
