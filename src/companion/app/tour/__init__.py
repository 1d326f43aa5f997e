"""The guided tour: the code of every day, with sample data, a throw-away profile and a mail server of its own."""
