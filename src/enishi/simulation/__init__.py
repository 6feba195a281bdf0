"""A town and a country that behave: invented members with a known truth."""
