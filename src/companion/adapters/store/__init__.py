"""The store: one SQLite file for everything the user tells the companion, beside it its pictures and backups.

`store.open_store` opens it, `backups.Backups` copies and restores it, `pictures.ProfilePictures` keeps pictures.
Nothing is imported here, so that a start of the program loads only what it uses.
"""
