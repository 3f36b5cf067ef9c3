"""What an article says about its claims: its own caveats, denials and confirmations by others."""
