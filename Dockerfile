# Build: docker build -t midstance .
# First account: docker run --rm -it -v midstance:/data midstance user add NAME --role admin
#   (it serves other containers and machines, and therefore nobody who has no account: docs/access.md)
# Serve: docker run --rm -p 127.0.0.1:8000:8000 -v midstance:/data midstance
# Work for a server, also on another machine, where both name one database and one bucket; with secrets in files:
#   docker run --rm -v midstance:/data -v /etc/midstance:/run/secrets:ro -e MIDSTANCE_SECRETS=/run/secrets \
#     -e AWS_SHARED_CREDENTIALS_FILE=/run/secrets/aws_credentials -e MIDSTANCE_BLOBS=s3://... -e AWS_ENDPOINT_URL=... \
#     midstance worker --name NAME
# Analyse a clip in this folder: docker run --rm --user "$(id -u)" -v "$PWD:/clips" -w /clips midstance analyze CLIP.mp4
# Before you publish an image, read docs/decisions/0005-codecs.md: it contains GPL codecs.

FROM python:3.11.15-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/midstance \
 && /opt/midstance/bin/pip install --no-cache-dir --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY vision vision
COPY coaching coaching
COPY lab lab
COPY service service
RUN /opt/midstance/bin/pip install --no-cache-dir --no-deps .
ENV MIDSTANCE_NETWORKS=/opt/networks
RUN /opt/midstance/bin/midstance doctor --fetch

FROM python:3.11.15-slim-bookworm
RUN groupadd --gid 10001 midstance \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin midstance \
 && install -d -o midstance -g midstance -m 700 /data
COPY --from=build /opt/midstance /opt/midstance
COPY --from=build /opt/networks /opt/networks
ENV PATH=/opt/midstance/bin:$PATH \
    MIDSTANCE_NETWORKS=/opt/networks \
    MIDSTANCE_DATA=/data \
    MIDSTANCE_HOST=0.0.0.0
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["midstance"]
CMD ["serve"]
