"""Pages of the recapitulation by noun: fetch, call, answer."""
