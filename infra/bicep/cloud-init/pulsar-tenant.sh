#!/usr/bin/env bash
# Tenant, namespaces, policies, topics and subscriptions of Scalar. Creates what is missing, sets every policy again,
# adds partitions and never takes any away; so it may be run at any time.
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

readonly TENANT=scalar

admin() {
  /opt/pulsar/bin/pulsar-admin --admin-url "http://$NODE_IP:8080" "$@"
}

# listed NAME COMMAND...: whether a listing has NAME as a line.
listed() {
  local name=$1 lines
  shift
  lines=$(admin "$@" | tr -d '"') || return 1
  grep -qx -- "$name" <<<"$lines"
}

namespace() {
  local name=$TENANT/$1 retention_size=$2 retention_time=$3
  listed "$name" namespaces list "$TENANT" || admin namespaces create "$name" --clusters "$CLUSTER_NAME"
  admin namespaces set-persistence "$name" --bookkeeper-ensemble "$ENSEMBLE" --bookkeeper-write-quorum "$WRITE_QUORUM" \
    --bookkeeper-ack-quorum "$ACK_QUORUM" --ml-mark-delete-max-rate 0
  admin namespaces set-retention "$name" --size "$retention_size" --time "$retention_time"
  # Refuse the producer, never evict: what is not acknowledged yet exists nowhere else.
  admin namespaces set-backlog-quota "$name" --limit "${BACKLOG_QUOTA_GB}G" --policy producer_exception
  # A time to live would acknowledge messages that nobody has read.
  admin namespaces remove-message-ttl "$name"
}

# raw_topic PROVIDER: partitioned, with the subscription of ingestion; without a subscription from the start, early messages would be dropped.
raw_topic() {
  local name=persistent://$TENANT/raw/$1 now
  if listed "$name" topics list-partitioned-topics "$TENANT/raw"; then
    now=$(admin topics get-partitioned-topic-metadata "$name" | jq -er .partitions)
    if ((now < TOPIC_PARTITIONS)); then
      admin topics update-partitioned-topic "$name" -p "$TOPIC_PARTITIONS"
    fi
  else
    admin topics create-partitioned-topic "$name" -p "$TOPIC_PARTITIONS"
  fi
  listed ingestion topics subscriptions "$name" || admin topics create-subscription "$name" -s ingestion -m earliest
}

# dead_letter_topic PROVIDER: read from its start and kept by retention; a subscription that nobody acknowledges would
# fill the backlog until producers are refused.
dead_letter_topic() {
  local name=persistent://$TENANT/dlq/$1
  listed "$name" topics list "$TENANT/dlq" || admin topics create "$name"
}

main() {
  local provider
  listed "$TENANT" tenants list || admin tenants create "$TENANT" --allowed-clusters "$CLUSTER_NAME"
  namespace raw "${RETENTION_SIZE_GB}G" "${RETENTION_DAYS}d"
  # Dead letters and forecasts are few: they are kept by time alone.
  namespace dlq -1 30d
  namespace forecast -1 30d
  for provider in $PROVIDERS; do
    raw_topic "$provider"
    dead_letter_topic "$provider"
  done
  log "tenant $TENANT is ready"
}

main
