#!/usr/bin/env bash
# Bring up the Pulsar roles of this node: ZooKeeper (and the cluster's metadata), bookie, broker (and the tenant).
# Runs at each boot and may be run again at any time.
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

mkdir -p /run/scalar /etc/pulsar
changed=false

has_role() {
  [[ " $NODE_ROLES " == *" $1 "* ]]
}

# memory ROLE: heap and direct memory of a role, by the size of the VM. Where three roles share a VM each takes less.
memory() {
  local total share
  total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  share=$((total / 4))
  if [[ ${SMALL_MEMORY,,} == true ]]; then share=$((total / 8)); fi
  if [[ $1 == zookeeper ]]; then
    share=$((share < 1024 ? share / 2 : 1024))
  fi
  echo "-Xms${share}m -Xmx${share}m -XX:MaxDirectMemorySize=${share}m"
}

# configure ROLE CONF OVERRIDES: Pulsar's file with our values, and the memory of the role.
configure() {
  local role=$1 overrides
  overrides=$(mktemp)
  envsubst <"$3" >"$overrides"
  if [[ $role == zookeeper ]]; then
    local number=1 host
    for host in $ZOOKEEPER_HOSTS; do
      echo "server.$number=$host:2888:3888" >>"$overrides"
      number=$((number + 1))
    done
  fi
  if overlay "/opt/pulsar/conf/$2" "$overrides" "/etc/pulsar/$2"; then changed=true; fi
  rm -f "$overrides"
  printf 'PULSAR_MEM="%s"\nBOOKIE_MEM="%s"\n' "$(memory "$role")" "$(memory "$role")" >"/run/scalar/pulsar-$role.env"
}

# zookeeper_answers HOST: whether its ruok is answered by imok.
zookeeper_answers() {
  local answer=''
  exec 3<>"/dev/tcp/$1/2181" || return 1
  printf ruok >&3
  read -r -t 5 -u 3 answer || true
  exec 3>&-
  [[ $answer == imok ]]
}

zookeeper_quorum() {
  local host answers=0 all=0
  for host in $ZOOKEEPER_HOSTS; do
    all=$((all + 1))
    if zookeeper_answers "$host"; then answers=$((answers + 1)); fi
  done
  ((answers > all / 2))
}

# The metadata of the cluster, once: bookies and brokers keep restarting until it is there.
initialize_cluster() {
  local server=${ZOOKEEPER_HOSTS%% *}:2181 clusters
  clusters=$(/opt/pulsar/bin/pulsar zookeeper-shell -server "$server" ls /admin/clusters 2>/dev/null || true)
  if grep -qw -- "$CLUSTER_NAME" <<<"$clusters"; then
    return
  fi
  /opt/pulsar/bin/pulsar initialize-cluster-metadata \
    --cluster "$CLUSTER_NAME" \
    --metadata-store "zk:$ZOOKEEPER_CONNECT" \
    --configuration-metadata-store "zk:$ZOOKEEPER_CONNECT" \
    --web-service-url "http://pulsar.$NODE_ZONE:8080" \
    --broker-service-url "pulsar://pulsar.$NODE_ZONE:6650"
}

start_zookeeper() {
  mount_lun 0 /data/zookeeper
  mkdir -p /data/zookeeper/data
  echo $((NODE_INDEX + 1)) >/data/zookeeper/data/myid
  chown -R pulsar:pulsar /data/zookeeper/data
  configure zookeeper zookeeper.conf /etc/scalar/zookeeper.overrides
  up pulsar-zookeeper.service "$changed"
  wait_for 300 zookeeper_quorum
  if [[ $NODE_INDEX == 0 ]]; then
    initialize_cluster
  fi
}

start_bookie() {
  mount_lun 1 /data/journal
  mount_lun 2 /data/ledgers
  mkdir -p /data/journal/bookkeeper /data/ledgers/bookkeeper
  chown pulsar:pulsar /data/journal/bookkeeper /data/ledgers/bookkeeper
  configure bookie bookkeeper.conf /etc/scalar/bookkeeper.overrides
  up pulsar-bookie.service "$changed"
  wait_for 600 bash -c "exec 3<>/dev/tcp/$BOOKIE_HOST/3181"
}

start_broker() {
  configure broker broker.conf /etc/scalar/broker.overrides
  up pulsar-broker.service "$changed"
  wait_for 600 curl -fsS "http://$BROKER_HOST:8080/admin/v2/brokers/health"
  if [[ $NODE_INDEX == 0 ]]; then
    /opt/scalar/tenant.sh
  fi
}

main() {
  local name="apache-pulsar-$PULSAR_VERSION"
  ZOOKEEPER_CONNECT="${ZOOKEEPER_HOSTS// /:2181,}:2181"
  BOOKIE_HOST="bookie-$NODE_INDEX.$NODE_ZONE"
  BROKER_HOST="broker-$NODE_INDEX.$NODE_ZONE"
  export ZOOKEEPER_CONNECT BOOKIE_HOST BROKER_HOST
  packages openjdk-21-jre-headless
  install_release "$name" "https://archive.apache.org/dist/pulsar/pulsar-$PULSAR_VERSION/$name-bin.tar.gz" \
    sha512 "$PULSAR_SHA512" /opt/pulsar pulsar
  if has_role zookeeper; then start_zookeeper; fi
  if has_role bookie; then start_bookie; fi
  if has_role broker; then start_broker; fi
  log "up: $NODE_ROLES"
}

main
