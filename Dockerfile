# Kith as one small image: build a wheel, install it into an environment, copy that environment alone.
#   docker build -t kith . && docker run -p 8000:8000 -v kith:/data kith

FROM python:3.11-slim AS builder
WORKDIR /src
RUN python -m venv /opt/kith
# Only what the wheel is made of, so that a changed test does not rebuild the image.
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY app app
COPY geo geo
COPY seed seed
COPY frontend frontend
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && wheel="$(ls /wheels/kith-*.whl)" \
 && /opt/kith/bin/pip install --no-cache-dir "kith[postgres,semantic] @ file://${wheel}"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin kith \
 && mkdir /data && chown kith:kith /data
COPY --from=builder /opt/kith /opt/kith
ENV PATH="/opt/kith/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    KITH_VAR=/data
USER kith
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["kith", "serve", "--host", "0.0.0.0", "--port", "8000"]
