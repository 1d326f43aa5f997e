"""Small programs that the tests of the lab drive."""
