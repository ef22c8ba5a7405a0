# The steps are those of README.md, "Without make"; tests/test_container.py holds the two together.
FROM python:3.11-slim

RUN useradd --create-home planner && install -d -o planner /consolidate
USER planner
WORKDIR /consolidate
COPY --chown=planner . .

RUN python3 -m venv .venv
RUN .venv/bin/python -m pip install --constraint constraints.txt '.[service]'

EXPOSE 8020
ENTRYPOINT [".venv/bin/consolidate"]
CMD ["--help"]
