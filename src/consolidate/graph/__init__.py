"""Dependencies over steps, measures, domains and milestones: windows, critical paths, order, export.

The only room that knows networkx. Bounds on start weeks (``windows``) are plain Python, so that model, bound and
construction may read them.
"""
