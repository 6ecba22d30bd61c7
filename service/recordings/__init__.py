"""What a watch recorded, told over HTTP; nothing of it is kept."""
