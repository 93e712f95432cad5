"""Measuring the product from outside: servers, a client in a process of its own, what it asks, and the table."""
