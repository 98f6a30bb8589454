"""The commands, a module each; each loads only what it needs, when it runs."""
