"""The demo's city: one fictional place, its people and the story of its campaign so far."""
