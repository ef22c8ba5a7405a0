"""What people read of a plan: the coordination plan, the Gantt chart, differences. Data first, sentences second."""
