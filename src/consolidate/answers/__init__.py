"""What the service answers, as models: the service writes them, the client reads them.

Each stands here once, with the words and the examples that the OpenAPI document has of it. What is sent to the service
stands there, since it is judged there; plans and studies are documents of the library itself.
"""
