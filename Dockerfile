# The steps are those of README.md, "Without make"; tests/test_container.py holds the two together.
FROM python:3.11-slim

RUN useradd --create-home planner && install -d -o planner /consolidate
USER planner
WORKDIR /consolidate
ENV NUMBA_CACHE_DIR=/consolidate/compiled
COPY --chown=planner . .

RUN python3 -m venv .venv
RUN .venv/bin/python -m pip install --constraint constraints.txt '.[service]'

# What is compiled is compiled here, as `make env` does it. Whoever plans in the container may read it and add to it.
RUN .venv/bin/consolidate plan scenarios/two-towns.json -o /tmp/plan.json --time-limit 120 \
    && .venv/bin/consolidate plan scenarios/merger.json -o /tmp/plan.json --time-limit 5 \
    && chmod -R a+rwX compiled && rm /tmp/plan.json

EXPOSE 8020
ENTRYPOINT [".venv/bin/consolidate"]
CMD ["--help"]
