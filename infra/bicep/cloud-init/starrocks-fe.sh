#!/usr/bin/env bash
# Bring up a StarRocks front end: install, join or found the cluster, then create database, roles and users.
# Runs at each boot and may be run again at any time.
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

readonly META=/data/fe/meta
mkdir -p /run/scalar

# An FE of FE_HOSTS, other than this one, that answers as a member of a cluster.
find_peer() {
  local host
  for host in $FE_HOSTS; do
    if [[ $host != "$NODE_IP" ]] && sql "$host" 'SHOW FRONTENDS' >/dev/null 2>&1; then
      echo "$host"
      return
    fi
  done
}

# With metadata on the disk an FE rejoins by itself. Without, it joins a peer; FE 0 alone may found a new cluster.
join_cluster() {
  local peer members
  echo 'FE_ARGUMENTS=' >/run/scalar/fe.env
  if [[ -f $META/image/ROLE ]]; then
    return
  fi
  peer=$(find_peer)
  if [[ -n $peer ]]; then
    members=$(sql "$peer" 'SHOW FRONTENDS')
    if grep -qw "$NODE_IP" <<<"$members"; then
      # The cluster knows this address from a disk that is gone: it must forget it before it can return.
      sql "$peer" "ALTER SYSTEM DROP FOLLOWER \"$NODE_IP:9010\""
    fi
    sql "$peer" "ALTER SYSTEM ADD FOLLOWER \"$NODE_IP:9010\""
    echo "FE_ARGUMENTS=--helper $peer:9010" >/run/scalar/fe.env
  elif [[ $NODE_INDEX != 0 ]]; then
    fail "no front end answers yet; waiting for FE 0"
  elif [[ ${ALLOW_NEW_CLUSTER,,} != true ]]; then
    fail "no front end answers and this deployment forbids a new cluster (allowNewStarRocksCluster)"
  fi
}

# The password of root is the one in Key Vault. A new cluster starts without one; after a rotation the last one is
# still valid, and Key Vault keeps it as the secret starrocks-root-previous.
secure_root() {
  local wanted=$1 known
  if sql "$NODE_IP" 'SELECT 1' >/dev/null 2>&1; then
    return
  fi
  for known in '' "$(secret starrocks-root-previous 2>/dev/null || true)"; do
    root_login "$known"
    if sql "$NODE_IP" 'SELECT 1' >/dev/null 2>&1; then
      sql "$NODE_IP" <<<"SET PASSWORD FOR 'root' = PASSWORD('$wanted');"
      root_login "$wanted"
      return
    fi
  done
  root_login "$wanted"
  fail "root can log in neither with the password in Key Vault nor with the previous one"
}

# Database, roles and users. CREATE ... IF NOT EXISTS leaves a user alone; SET PASSWORD follows a rotation.
create_users() {
  local app migrate
  app=$(password starrocks-app-password)
  migrate=$(password starrocks-migrate-password)
  sql "$NODE_IP" <<SQL
CREATE DATABASE IF NOT EXISTS $DB_NAME;
CREATE ROLE IF NOT EXISTS scalar_app;
GRANT SELECT, INSERT, UPDATE, DELETE, ALTER ON ALL TABLES IN DATABASE $DB_NAME TO ROLE scalar_app;
CREATE ROLE IF NOT EXISTS scalar_migrate;
GRANT CREATE TABLE, CREATE VIEW, CREATE MATERIALIZED VIEW ON DATABASE $DB_NAME TO ROLE scalar_migrate;
GRANT ALTER, DROP, SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN DATABASE $DB_NAME TO ROLE scalar_migrate;
GRANT OPERATE ON SYSTEM TO ROLE scalar_migrate;
CREATE USER IF NOT EXISTS 'scalar'@'%' IDENTIFIED BY '$app';
SET PASSWORD FOR 'scalar'@'%' = PASSWORD('$app');
GRANT scalar_app TO USER 'scalar'@'%';
SET DEFAULT ROLE scalar_app TO 'scalar'@'%';
CREATE USER IF NOT EXISTS 'scalar_migrate'@'%' IDENTIFIED BY '$migrate';
SET PASSWORD FOR 'scalar_migrate'@'%' = PASSWORD('$migrate');
GRANT scalar_migrate TO USER 'scalar_migrate'@'%';
SET DEFAULT ROLE scalar_migrate TO 'scalar_migrate'@'%';
SQL
}

main() {
  local changed=false root
  install_starrocks
  mount_lun 0 /data
  mkdir -p "$META" /data/fe/log
  chown -R starrocks:starrocks /data/fe
  # Bind errexit off: render says by its status whether anything changed.
  if render /etc/scalar/fe.conf.template /opt/starrocks/fe/conf/fe.conf; then changed=true; fi

  root=$(password starrocks-root-password)
  root_login "$root"
  join_cluster
  up starrocks-fe.service "$changed"
  wait_for 300 curl -fsS "http://$NODE_IP:8030/api/health"
  secure_root "$root"
  if [[ $NODE_INDEX == 0 ]]; then
    create_users
  fi
  rm -f "$CREDENTIALS"
  log "front end $NODE_IP is up"
}

main
