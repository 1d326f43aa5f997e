"""Letter templates, read from the resources that come with the companion."""
