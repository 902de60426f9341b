"""The architecture that the Bicep files must keep, and proof that each check sees the file that breaks it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra import bicep_checks as checks
from tests.infra import bicep_network_checks as network
from tests.infra.bicep_model import load

FOLDER = Path(__file__).parents[2] / "infra" / "bicep"
Check = Callable[[Path], list[str]]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_architecture_holds(check: Check) -> None:
    assert check(FOLDER) == []


BREAKS: dict[Check, tuple[tuple[str, str, str], ...]] = {
    checks.parses: (
        ("modules/redis.bicep", "clientProtocol: 'Encrypted'", "clientProtocol = 'Encrypted'"),
        ("main.prod.bicepparam", "param stores = {", "param stores {"),
    ),
    checks.modules_fit: (
        ("main.bicep", "modules/privateDns.bicep", "modules/dns.bicep"),
        ("main.bicep", "    vnetId: networkModule.outputs.vnetId\n    nodeZoneName", "    nodeZoneName"),
        ("modules/stores.bicep", "    highAvailability:", "    highlyAvailable:"),
        ("main.dev.bicepparam", "param stores =", "param store ="),
        ("modules/starrocks.bicep", "cloud-init/starrocks-be.sh", "cloud-init/starrocks-backend.sh"),
    ),
    checks.deployments_differ: (
        ("modules/monitoring.bicep", "name: 'monitoring-vm'", "name: 'monitoring'"),
    ),
    checks.described: (
        ("modules/redis.bicep", "@description('Required. Keep a replica.')\n", ""),
        ("main.bicep", "@description('Operations VM.')\n", ""),
    ),
    checks.no_public_access: (
        ("modules/keyVault.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
        ("modules/storage.bicep", "    publicNetworkAccess: 'Disabled'\n", ""),
        ("modules/redis.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
        ("modules/registry.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
        ("modules/virtualMachine.bicep", "    publicNetworkAccess: 'Disabled'\n", ""),
        ("modules/virtualMachine.bicep", "          privateIPAllocationMethod: 'Static'",
         "          publicIPAddress: {\n            id: subnetId\n          }"),
        ("modules/network.bicep", "pip-${stem}-nat", "pip-${stem}-jump"),
    ),
    checks.apps_deny_by_default: (
        ("modules/functionAppFlex.bicep", "      ipSecurityRestrictionsDefaultAction: 'Deny'",
         "      ipSecurityRestrictionsDefaultAction: 'Allow'"),
        ("modules/functionAppContainer.bicep", "      scmIpSecurityRestrictionsDefaultAction: 'Deny'\n", ""),
    ),
    network.no_nsg_on_nic: (
        ("modules/virtualMachine.bicep", "    enableAcceleratedNetworking: true\n",
         "    enableAcceleratedNetworking: true\n    networkSecurityGroup: {\n      id: subnetId\n    }\n"),
    ),
    network.nsgs_end_in_deny: (
        ("modules/networkSecurity.bicep", "    priority: 4096\n    direction: 'Inbound'\n    access: 'Deny'",
         "    priority: 4096\n    direction: 'Inbound'\n    access: 'Allow'"),
        ("modules/networkSecurity.bicep", "priority: 4096", "priority: 150"),
        ("modules/network.bicep",
         "          networkSecurityGroup: {\n            id: security.outputs.dataId\n          }\n",
         ""),
        ("modules/networkSecurity.bicep", "priority: 110", "priority: 100"),
    ),
    network.app_ports: (
        ("modules/networkSecurity.bicep", "['6650', '8080']", "['6650', '8080', '2181']"),
        ("modules/networkSecurity.bicep", "['4317', '4318']", "['4318']"),
        ("modules/networkSecurity.bicep", "destinationPortRange: '8040'", "destinationPortRange: '8040-8060'"),
        ("modules/networkSecurity.bicep", "sourceAddressPrefix: dataPrefix", "sourceAddressPrefix: 'VirtualNetwork'"),
    ),
    network.subnets_fit: (
        ("modules/network.bicep", "Microsoft.App/environments", "Microsoft.Web/serverFarms"),
        ("modules/network.bicep", "          defaultOutboundAccess: false\n", ""),
        ("modules/apps.bicep", "subnetId: appSubnets.functions", "subnetId: appSubnets.appService"),
        ("modules/apps.bicep", "subnetId: appSubnets.appService", "subnetId: appSubnets.data"),
        ("main.bicep", "subnetId: networkModule.outputs.subnets.data",
         "subnetId: networkModule.outputs.subnets.endpoints"),
    ),
    checks.endpoints_have_zones: (
        ("modules/privateEndpoint.bicep", "privateDnsZoneId: zoneId", "privateDnsZone: zoneId"),
        ("modules/redis.bicep", "groupId: 'redisEnterprise'", "groupId: 'vault'"),
        ("modules/stores.bicep", "queue: zones.queue", "queue: zones.table"),
        ("modules/privateDns.bicep", "privatelink.redis.azure.net", "privatelink.redis.cache.windows.net"),
    ),
    checks.secrets_are_secure: (
        ("secrets.bicep", "@secure()\nparam entsoeToken", "param entsoeToken"),
        ("secrets.bicep", "param starrocksRootPassword string = ''", "param starrocksRootPassword string = 'changeme'"),
        ("secrets.bicepparam", "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '')", "'0123-4567'"),
        ("secrets.bicepparam", "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '')",
         "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '0123-4567')"),
    ),
    checks.no_secret_output: (
        ("secrets.bicep", "resource appVault ", "output token string = entsoeToken\n\nresource appVault "),
        ("modules/redis.bicep", "output port int = database.properties.port",
         "output port string = database.listKeys().primaryKey"),
    ),
    checks.identity_not_keys: (
        ("modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true"),
        ("modules/redis.bicep", "accessKeysAuthentication: 'Disabled'", "accessKeysAuthentication: 'Enabled'"),
        ("modules/keyVault.bicep", "    enableRbacAuthorization: true\n", ""),
        ("modules/registry.bicep", "adminUserEnabled: false", "adminUserEnabled: true"),
        ("modules/virtualMachine.bicep", "disablePasswordAuthentication: true", "disablePasswordAuthentication: false"),
        ("modules/functionAppFlex.bicep", "allow: false", "allow: true"),
        ("modules/functionAppContainer.bicep", "httpsOnly: true", "httpsOnly: empty(plan.listKeys())"),
    ),
    checks.roles_in_one_place: (
        ("modules/roleAssignments.bicep", "    principalType: 'ServicePrincipal'\n", ""),
        ("modules/roleAssignments.bicep", "  scope: appVault\n", ""),
        ("modules/roleAssignments.bicep", "name: guid(registry.id, operationsPrincipalId, roles.acrPush)",
         "name: 'push'"),
    ),
    checks.data_survives: (
        ("modules/virtualMachine.bicep", "createOption: 'Attach'", "createOption: 'Empty'"),
        ("modules/virtualMachine.bicep", "        lun: disk.lun\n", ""),
        ("modules/starrocks.bicep", "    scaleSetId: beSet.id\n", ""),
        ("modules/starrocks.bicep", "orchestrationMode: 'Flexible'", "orchestrationMode: 'Uniform'"),
        ("modules/pulsar.bicep", "  ledgers: 2\n", "  ledgers: 1\n"),
    ),
}  # fmt: skip
"""Check: file, text in it, and what breaks it in place of that text."""

CASES = [(check, *case) for check, cases in BREAKS.items() for case in cases]


@pytest.mark.parametrize(("check", "name", "old", "new"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_broken_copy_fails_its_check(check: Check, name: str, old: str, new: str, tmp_path: Path) -> None:
    copy = tmp_path / "bicep"
    shutil.copytree(FOLDER, copy)
    file = copy / name
    text = file.read_text()
    assert old in text, "the test would break nothing"
    file.write_text(text.replace(old, new, 1))
    assert check(copy) != []


def test_every_check_has_been_seen_failing() -> None:
    assert set(BREAKS) == set(checks.CHECKS)


def test_names_fit_the_limits_of_azure() -> None:
    """The longest prefix, environment and suffix still make names that each service takes."""
    longest = {"namePrefix": "x" * 8, "environmentName": "prod", "nameSuffix": "y" * 6, "i": "19"}
    stem, compact = "{namePrefix}-{environmentName}", "{namePrefix}{environmentName}{nameSuffix}"
    limits = {"kv-": 24, "st": 24, "cr": 50, "graf-": 23, "func-": 32}
    found = set()
    for file in load(FOLDER):
        for module in file.modules:
            name = str(module.params.get("name", ""))
            for start, limit in limits.items():
                if name.startswith(start) and "${" in name:
                    found.add(start)
                    plain = name.replace("${stem}", stem).replace("${compact}", compact).replace("${", "{")
                    assert len(plain.format(**longest)) <= limit, name
    assert found == set(limits)


def test_function_apps_differ_within_the_host_id() -> None:
    """Two apps on one host storage account with one host id would fire only one of two equal timers."""
    apps = next(file for file in load(FOLDER) if file.path.name == "apps.bicep")
    app_names = {str(module.params["name"]) for module in apps.modules}
    assert len(app_names) == 3, "acquisition has one name on either plan"
    assert "ing${i}" in " ".join(app_names), "each ingestion replica has a name of its own"


def test_no_hard_coded_cloud_or_subscription() -> None:
    for file in load(FOLDER):
        assert not re.search(r"core\.windows\.net|/subscriptions/[0-9a-f]|management\.azure\.com", file.text), file.path
        assert not re.search(r"'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'", file.text) or (
            file.path.name == "roleAssignments.bicep"
        ), file.path


def test_files_stay_readable() -> None:
    assert all(file.text.count("\n") < 400 for file in load(FOLDER))
