#!/usr/bin/env bash
# Bring up the collector and the LGTM stack. Runs at each boot and may be run again at any time.
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

# targets PORT HOST...: the hosts as a list of YAML strings.
targets() {
  local port=$1 host list=''
  shift
  for host in "$@"; do
    list+="${list:+, }'$host:$port'"
  done
  printf '%s' "$list"
}

main() {
  local collector=false lgtm=false password
  packages docker.io docker-buildx python3-venv unzip
  mount_lun 0 /data
  # shellcheck disable=SC2086  # lists of hosts
  {
    FE_TARGETS=$(targets 8030 $FE_HOSTS)
    BE_TARGETS=$(targets 8040 $BE_HOSTS)
    ZOOKEEPER_TARGETS=$(targets 8000 $ZOOKEEPER_HOSTS)
    BOOKIE_TARGETS=$(targets 8001 $BOOKIE_HOSTS)
    BROKER_TARGETS=$(targets 8080 $BROKER_HOSTS)
  }
  export FE_TARGETS BE_TARGETS ZOOKEEPER_TARGETS BOOKIE_TARGETS BROKER_TARGETS
  if render /etc/scalar/collector.yaml.template /etc/scalar/collector.yaml; then collector=true; fi
  if render /etc/scalar/lgtm.env.template /etc/scalar/lgtm.env; then lgtm=true; fi
  systemctl start docker.service
  # Telemetry first: the password of Grafana must not hold it up.
  up otel-collector.service "$collector"

  password=$(secret grafana-admin-password)
  mkdir -p /run/scalar
  (umask 077 && printf 'GF_SECURITY_ADMIN_PASSWORD=%s\n' "$password" >/run/scalar/grafana.env)
  up lgtm.service "$lgtm"
  wait_for 300 curl -fsS http://127.0.0.1:3000/api/health
  wait_for 60 curl -fsS http://127.0.0.1:13133/
  log "monitoring is up"
}

main
