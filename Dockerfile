# syntax=docker/dockerfile:1
# Acquisition and ingestion on App Service, and the init job of local-compose. Which role: SCALAR_ROLES.
FROM mcr.microsoft.com/azure-functions/python:4-python3.12

# Port 8080 because a user other than root may not listen on 80; App Service learns it from WEBSITES_PORT.
# Loading compiled modules takes a quarter of the time, so they are compiled below and not written at run time.
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    ASPNETCORE_URLS=http://+:8080 \
    HOME=/home \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1

# Before the code, so that a change of code does not install the packages again.
COPY requirements.txt /tmp/requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    HOME=/root python -m pip install --requirement /tmp/requirements.txt

# The host writes its keys, state and logs below these folders.
RUN useradd --system --no-create-home --uid 10001 --shell /usr/sbin/nologin scalar \
    && mkdir -p /home/site/wwwroot /home/LogFiles /home/data \
    && chown -R scalar /home /azure-functions-host

WORKDIR /home/site/wwwroot
COPY --chown=scalar function_app.py host.json ./
COPY --chown=scalar blueprints ./blueprints
COPY --chown=scalar shared ./shared
COPY --chown=scalar cli ./cli
COPY --chown=scalar local-compose/init.py ./local-compose/init.py
RUN python -m compileall -q .

USER 10001
EXPOSE 8080
