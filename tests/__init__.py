"""Tests. unit: no Qt. contract: fakes and adapters. qt: offscreen. e2e: a real desktop. bench: measures."""
