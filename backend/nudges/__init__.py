"""Messages to persons: a row first, a delivery later, and the reason always kept."""
