"""The architecture that the Bicep files must keep, and proof that each check sees the file that breaks it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra import bicep_checks as checks
from tests.infra.bicep_model import load

FOLDER = Path(__file__).parents[2] / "infra" / "bicep"
Check = Callable[[Path], list[str]]


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_architecture_holds(check: Check) -> None:
    assert check(FOLDER) == []


NIC = "    enableAcceleratedNetworking: true\n"
LAST_RULE = "    priority: 4096\n    direction: 'Inbound'\n    access: 'Deny'"
BREAKS: tuple[tuple[Check, str, str, str], ...] = (
    (checks.parses, "modules/redis.bicep", "clientProtocol: 'Encrypted'", "clientProtocol = 'Encrypted'"),
    (checks.parses, "main.prod.bicepparam", "param stores = {", "param stores {"),
    (checks.modules_fit, "main.bicep", "modules/privateDns.bicep", "modules/dns.bicep"),
    (checks.modules_fit, "main.bicep", "    vnetId: networkModule.outputs.vnetId\n    nodeZoneName", "    nodeZoneName"),
    (checks.modules_fit, "modules/stores.bicep", "    highAvailability:", "    highlyAvailable:"),
    (checks.modules_fit, "main.dev.bicepparam", "param stores =", "param store ="),
    (checks.modules_fit, "modules/starrocks.bicep", "cloud-init/starrocks-be.sh", "cloud-init/starrocks-backend.sh"),
    (checks.described, "modules/redis.bicep", "@description('Required. Keep a replica.')\n", ""),
    (checks.described, "main.bicep", "@description('Operations VM.')\n", ""),
    (checks.no_public_access, "modules/keyVault.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
    (checks.no_public_access, "modules/storage.bicep", "    publicNetworkAccess: 'Disabled'\n", ""),
    (checks.no_public_access, "modules/redis.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
    (checks.no_public_access, "modules/registry.bicep", "publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"),
    (checks.no_public_access, "modules/virtualMachine.bicep", "    publicNetworkAccess: 'Disabled'\n", ""),
    (checks.no_public_access, "modules/virtualMachine.bicep", "          privateIPAllocationMethod: 'Static'",
     "          publicIPAddress: {\n            id: subnetId\n          }"),
    (checks.no_public_access, "modules/network.bicep", "pip-${stem}-nat", "pip-${stem}-jump"),
    (checks.apps_deny_by_default, "modules/functionAppFlex.bicep", "      ipSecurityRestrictionsDefaultAction: 'Deny'",
     "      ipSecurityRestrictionsDefaultAction: 'Allow'"),
    (checks.apps_deny_by_default, "modules/functionAppContainer.bicep",
     "      scmIpSecurityRestrictionsDefaultAction: 'Deny'\n", ""),
    (checks.no_nsg_on_nic, "modules/virtualMachine.bicep", NIC,
     NIC + "    networkSecurityGroup: {\n      id: subnetId\n    }\n"),
    (checks.nsgs_end_in_deny, "modules/networkSecurity.bicep", LAST_RULE, LAST_RULE.replace("Deny", "Allow")),
    (checks.nsgs_end_in_deny, "modules/networkSecurity.bicep", "priority: 4096", "priority: 150"),
    (checks.nsgs_end_in_deny, "modules/network.bicep",
     "          networkSecurityGroup: {\n            id: security.outputs.dataId\n          }\n", ""),
    (checks.nsgs_end_in_deny, "modules/networkSecurity.bicep", "priority: 110", "priority: 100"),
    (checks.app_ports, "modules/networkSecurity.bicep", "['6650', '8080']", "['6650', '8080', '2181']"),
    (checks.app_ports, "modules/networkSecurity.bicep", "['4317', '4318']", "['4318']"),
    (checks.app_ports, "modules/networkSecurity.bicep", "destinationPortRange: '8040'", "destinationPortRange: '8040-8060'"),
    (checks.app_ports, "modules/networkSecurity.bicep", "sourceAddressPrefix: dataPrefix", "sourceAddressPrefix: 'VirtualNetwork'"),
    (checks.subnets_fit, "modules/network.bicep", "Microsoft.App/environments", "Microsoft.Web/serverFarms"),
    (checks.subnets_fit, "modules/network.bicep", "          defaultOutboundAccess: false\n", ""),
    (checks.subnets_fit, "modules/apps.bicep", "subnetId: appSubnets.functions", "subnetId: appSubnets.appService"),
    (checks.subnets_fit, "modules/apps.bicep", "subnetId: appSubnets.appService", "subnetId: appSubnets.data"),
    (checks.subnets_fit, "main.bicep", "subnetId: networkModule.outputs.subnets.data",
     "subnetId: networkModule.outputs.subnets.endpoints"),
    (checks.endpoints_have_zones, "modules/privateEndpoint.bicep", "privateDnsZoneId: zoneId", "privateDnsZone: zoneId"),
    (checks.endpoints_have_zones, "modules/redis.bicep", "groupId: 'redisEnterprise'", "groupId: 'vault'"),
    (checks.endpoints_have_zones, "modules/stores.bicep", "queue: zones.queue", "queue: zones.table"),
    (checks.endpoints_have_zones, "modules/privateDns.bicep", "privatelink.redis.azure.net",
     "privatelink.redis.cache.windows.net"),
    (checks.secrets_are_secure, "secrets.bicep", "@secure()\nparam entsoeToken", "param entsoeToken"),
    (checks.secrets_are_secure, "secrets.bicep", "param starrocksRootPassword string = ''",
     "param starrocksRootPassword string = 'changeme'"),
    (checks.secrets_are_secure, "secrets.bicepparam", "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '')", "'0123-4567'"),
    (checks.secrets_are_secure, "secrets.bicepparam", "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '')",
     "readEnvironmentVariable('SCALAR_ENTSOE_TOKEN', '0123-4567')"),
    (checks.no_secret_output, "secrets.bicep", "resource appVault ", "output token string = entsoeToken\n\nresource appVault "),
    (checks.no_secret_output, "modules/redis.bicep", "output port int = database.properties.port",
     "output port string = database.listKeys().primaryKey"),
    (checks.identity_not_keys, "modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true"),
    (checks.identity_not_keys, "modules/redis.bicep", "accessKeysAuthentication: 'Disabled'", "accessKeysAuthentication: 'Enabled'"),
    (checks.identity_not_keys, "modules/keyVault.bicep", "    enableRbacAuthorization: true\n", ""),
    (checks.identity_not_keys, "modules/registry.bicep", "adminUserEnabled: false", "adminUserEnabled: true"),
    (checks.identity_not_keys, "modules/virtualMachine.bicep", "disablePasswordAuthentication: true",
     "disablePasswordAuthentication: false"),
    (checks.identity_not_keys, "modules/functionAppFlex.bicep", "allow: false", "allow: true"),
    (checks.identity_not_keys, "modules/functionAppContainer.bicep", "httpsOnly: true", "httpsOnly: empty(plan.listKeys())"),
    (checks.roles_in_one_place, "modules/roleAssignments.bicep", "    principalType: 'ServicePrincipal'\n", ""),
    (checks.roles_in_one_place, "modules/roleAssignments.bicep", "  scope: appVault\n", ""),
    (checks.roles_in_one_place, "modules/roleAssignments.bicep", "name: guid(registry.id, operationsPrincipalId, roles.acrPush)",
     "name: 'push'"),
    (checks.data_survives, "modules/virtualMachine.bicep", "createOption: 'Attach'", "createOption: 'Empty'"),
    (checks.data_survives, "modules/virtualMachine.bicep", "        lun: disk.lun\n", ""),
    (checks.data_survives, "modules/starrocks.bicep", "    scaleSetId: beSet.id\n", ""),
    (checks.data_survives, "modules/starrocks.bicep", "orchestrationMode: 'Flexible'", "orchestrationMode: 'Uniform'"),
    (checks.data_survives, "modules/pulsar.bicep", "  ledgers: 2\n", "  ledgers: 1\n"),
)  # fmt: skip


@pytest.mark.parametrize(("check", "name", "old", "new"), BREAKS, ids=lambda value: getattr(value, "__name__", None))
def test_broken_copy_fails_its_check(check: Check, name: str, old: str, new: str, tmp_path: Path) -> None:
    copy = tmp_path / "bicep"
    shutil.copytree(FOLDER, copy)
    file = copy / name
    text = file.read_text()
    assert old in text, "the test would break nothing"
    file.write_text(text.replace(old, new, 1))
    assert check(copy) != []


def test_every_check_has_been_seen_failing() -> None:
    assert {check for check, *_ in BREAKS} == set(checks.CHECKS)


def test_names_fit_the_limits_of_azure() -> None:
    """The longest prefix, environment and suffix still make names that each service takes."""
    longest = {"namePrefix": "x" * 8, "environmentName": "prod", "nameSuffix": "y" * 6}
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
    assert len({name[:32] for name in app_names}) == 3


def test_no_hard_coded_cloud_or_subscription() -> None:
    for file in load(FOLDER):
        assert not re.search(r"core\.windows\.net|/subscriptions/[0-9a-f]|management\.azure\.com", file.text), file.path
        assert not re.search(r"'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'", file.text) or (
            file.path.name == "roleAssignments.bicep"
        ), file.path


def test_files_stay_readable() -> None:
    assert all(file.text.count("\n") < 400 for file in load(FOLDER))
