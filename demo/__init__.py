"""What `make demo` does: the main job, on a small portal that this machine serves to itself."""
