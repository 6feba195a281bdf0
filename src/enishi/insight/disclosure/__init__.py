"""Disclosure control: what may be asked, with which noise it is answered, what stays hidden."""
