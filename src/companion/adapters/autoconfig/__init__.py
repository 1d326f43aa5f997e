"""The settings that a domain publishes for mail programs (Mozilla's autoconfig, in use since 2009)."""

from companion.adapters.autoconfig.own_domain import OwnDomain

__all__ = ["OwnDomain"]
