"""Figures of a study for print: functions from tables to matplotlib's figures."""
