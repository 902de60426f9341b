#!/usr/bin/env bash
# Bring up a StarRocks back end and register it with the front ends. Runs at each boot and may be run again at any time.
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

# The row of this back end in SHOW BACKENDS, from the first front end that answers.
registered() {
  local host rows
  for host in $FE_HOSTS; do
    if rows=$(sql "$host" 'SHOW BACKENDS' 2>/dev/null); then
      grep -w "$NODE_IP" <<<"$rows" || true
      return
    fi
  done
  fail "no front end answers yet"
}

register() {
  local host
  if [[ -n $(registered) ]]; then
    return
  fi
  for host in $FE_HOSTS; do
    if sql "$host" "ALTER SYSTEM ADD BACKEND \"$NODE_IP:9050\""; then
      log "registered $NODE_IP:9050 at $host"
      return
    fi
  done
  fail "no front end took the registration of $NODE_IP:9050"
}

alive() {
  local row
  row=$(registered)
  grep -qw true <<<"$row"
}

main() {
  local changed=false
  install_starrocks
  sysctl -q --system
  swapoff -a
  mount_lun 0 /data
  mkdir -p /data/be/storage /data/be/log
  chown starrocks:starrocks /data/be /data/be/storage /data/be/log
  if render /etc/scalar/be.conf.template /opt/starrocks/be/conf/be.conf; then changed=true; fi
  up starrocks-be.service "$changed"
  wait_for 300 curl -fsS "http://$NODE_IP:8040/api/health"

  root_login "$(password starrocks-root-password)"
  register
  wait_for 300 alive
  rm -f "$CREDENTIALS"
  log "back end $NODE_IP is up and alive"
}

main
