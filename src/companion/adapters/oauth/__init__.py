"""A consent to use a mailbox, asked for in the user's own browser, and the tokens that follow from it (OAuth 2).

`authorizer.BrowserAuthorizer` is the port. oauthlib, ssl and http.client are imported on first use.
"""
