"""The archive: every public file of the badges in one folder, which any static server or a USB stick serves.

`contents` says what belongs into it, `folder` writes it, `check` reads it again with nothing but the files.
"""
