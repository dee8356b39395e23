"""Covering problems: how few sites reach everybody, and how near p sites can be to all."""
