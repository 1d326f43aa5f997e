"""Mail: composing a letter's final bytes, handing them to an SMTP server, and a server of our own for the tour.

`mailer.SmtpMailer` is the port. What costs time to import (smtplib, ssl, email) is imported on first use, so a
companion that only waits in the tray never loads it.
"""
