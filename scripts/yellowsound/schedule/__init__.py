"""Schedule: at what pace the frames walk from keyframe to keyframe.

Comes in: what was heard, frame by frame. Goes out: t in [0, 1] for each frame, and its plot. Read
first: `schedule`, then `path`. Plug-ins: schedules/.
"""
