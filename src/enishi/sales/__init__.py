"""Sales at shops: points spent and earned at a till, given back, and posted after an outage."""
