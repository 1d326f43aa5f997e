"""What the services need from outside, one folder per outside thing, behind the Protocols of services.ports."""
