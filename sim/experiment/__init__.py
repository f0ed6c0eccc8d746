"""Execution of studies: plan, tasks, workers and results folders."""
