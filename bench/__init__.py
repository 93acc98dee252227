"""How fast the portal is, as ratios against what its database costs by itself; run as `python -m bench`."""
