"""The science, one subject a file: numbers in, numbers out. Nothing here draws, asks or prints."""
