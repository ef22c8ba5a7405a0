"""Tests of signing in: at a provider that is crooked in each way, and at a real one."""
