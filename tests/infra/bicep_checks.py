"""What must hold for every Bicep file of a folder. Each check returns the problems it sees, none when all is well."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.infra.bicep_model import Expr, Param, declared, load, names, objects, of_type
from tests.infra.bicep_network_checks import app_ports, no_nsg_on_nic, nsgs_end_in_deny, subnets_fit

PRIVATE_SERVICES = (
    "Microsoft.KeyVault/vaults",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Cache/redisEnterprise",
    "Microsoft.ContainerRegistry/registries",
    "Microsoft.Compute/disks",
)
ENDPOINTS = {
    "Microsoft.KeyVault/vaults": "vault",
    "Microsoft.Cache/redisEnterprise": "redisEnterprise",
    "Microsoft.ContainerRegistry/registries": "registry",
}
"""Services with one endpoint, and its group; storage has one for each of its services."""

ZONES = {
    "vault": "privatelink.vaultcore.azure.net",
    "blob": "privatelink.blob.${environment().suffixes.storage}",
    "queue": "privatelink.queue.${environment().suffixes.storage}",
    "table": "privatelink.table.${environment().suffixes.storage}",
    "registry": "privatelink.azurecr.io",
    "redis": "privatelink.redis.azure.net",
}
SECRET = re.compile(r"password|passwd|secret(?!Cache|Sas)|token|apikey|api_key|credential|privatekey|previous", re.I)
READS_KEYS = re.compile(r"\blist(Keys|Secrets|Credentials|AccountSas|ServiceSas|\w*Keys)\b|AccountKey=|SharedAccessKey")


def parses(folder: Path) -> list[str]:
    return [error for file in load(folder) for error in file.errors]


def modules_fit(folder: Path) -> list[str]:
    """Every module exists and gets the parameters it declares, and the parameter files those of their template."""
    problems = []
    files = {file.path.resolve(): file for file in load(folder)}
    for file in files.values():
        calls = [(module.path, module.params, module.where) for module in file.modules]
        if using := re.search(r"^using '(.+)'", file.text, re.M):
            given = dict.fromkeys(re.findall(r"^param (\w+)", file.text, re.M))
            calls.append((using.group(1), given, file.path.name))
        for path, params, where in calls:
            target = (file.path.parent / path).resolve()
            if target not in files:
                problems.append(f"{where}: {path} does not exist")
                continue
            accepted = files[target].params
            problems += [f"{where}: {path} has no parameter {name}" for name in set(params) - set(accepted)]
            needed = {name for name, param in accepted.items() if param.required}
            problems += [f"{where}: {path} needs {name}" for name in needed - set(params)]
        for loaded in re.findall(r"loadTextContent\('([^']+)'\)", file.text):
            if not (file.path.parent / loaded).is_file():
                problems.append(f"{file.path.name}: {loaded} does not exist")
    return problems


def deployments_differ(folder: Path) -> list[str]:
    """Each module is a deployment of the resource group: two of one name at one time refuse each other."""
    seen: dict[str, str] = {}
    problems = []
    for file in load(folder):
        for module in file.modules:
            # pe-${name}: as different as the resources that they lead to.
            first = seen.setdefault(module.deployment, module.where)
            if first != module.where and "${name}" not in module.deployment:
                problems.append(f"{module.where} and {first}: both deploy as {module.deployment!r}")
    return problems


def described(folder: Path) -> list[str]:
    """Each file says what it is; each parameter and output what it means."""
    problems = []
    for file in load(folder):
        if file.path.suffix != ".bicep":
            continue
        if not re.match(r"metadata name = .+\nmetadata description = .+", file.text):
            problems.append(f"{file.path.name}: no metadata")
        problems += [
            f"{file.path.name}: parameter {param.name} is not described"
            for param in file.params.values()
            if not re.search(r"@description\('(Required|Optional)\. ", param.decorators)
        ]
        described_outputs = re.findall(r"^@description\(.+\)\noutput (\w+)", file.text, re.M)
        problems += [f"{file.path.name}: output {name}" for name in set(file.outputs) - set(described_outputs)]
    return problems


def no_public_access(folder: Path) -> list[str]:
    problems = [
        f"{resource.where}: {resource.type} must have publicNetworkAccess 'Disabled'"
        for _, resource in declared(folder)
        if resource.type in PRIVATE_SERVICES and resource.at("properties.publicNetworkAccess") != "Disabled"
    ]
    # The only public addresses are where traffic leaves (NAT) and where operators come in (Bastion).
    for _, resource in of_type(folder, "Microsoft.Network/publicIPAddresses"):
        if not re.search(r"-(nat|bastion)$", names(resource.body["name"])):
            problems.append(f"{resource.where}: a public address for neither NAT nor Bastion")
    for kind in ("networkInterfaces", "virtualMachineScaleSets", "loadBalancers"):
        for _, resource in declared(folder):
            if resource.type.endswith(f"/{kind}") and any("publicIPAddress" in each for each in objects(resource.body)):
                problems.append(f"{resource.where}: a public address on {kind}")
    return problems


def apps_deny_by_default(folder: Path) -> list[str]:
    wanted = {
        "properties.httpsOnly": True,
        "properties.siteConfig.minTlsVersion": "1.2",
        "properties.siteConfig.ipSecurityRestrictionsDefaultAction": "Deny",
        "properties.siteConfig.scmIpSecurityRestrictionsDefaultAction": "Deny",
        "properties.siteConfig.scmIpSecurityRestrictionsUseMain": False,
    }
    return [
        f"{resource.where}: {path} must be {value}"
        for _, resource in of_type(folder, "Microsoft.Web/sites")
        for path, value in wanted.items()
        if resource.at(path) != value
    ]


def endpoints_have_zones(folder: Path) -> list[str]:
    """Each private endpoint has its zone group and zone; each private service has its endpoint."""
    problems = []
    files = load(folder)
    for file, endpoint in of_type(folder, "Microsoft.Network/privateEndpoints"):
        groups = [
            each
            for each in file.resources
            if each.type == "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
            and each.parent == endpoint.symbol
            and any("privateDnsZoneId" in value for value in objects(each.body))
        ]
        if not groups:
            problems.append(f"{endpoint.where}: no zone group")
    calls = [(file, module) for file in files for module in file.modules if "privateEndpoint" in module.path]
    for file, resource in declared(folder):
        group = ENDPOINTS.get(resource.type)
        if group and not any(each.params.get("groupId") == group for owner, each in calls if owner.path == file.path):
            problems.append(f"{resource.where}: no private endpoint for {group}")
    storage = [module for file in files for module in file.modules if module.path.endswith("storage.bicep")]
    given = [module.params.get("endpointZones", {}) for module in storage]
    if not given or not all("blob" in zones for zones in given):
        problems.append("a storage account has no endpoint for blobs")
    for zones in given:
        problems += [
            f"{group} resolves in the zone {zone}" for group, zone in zones.items() if f".{group}" not in names(zone)
        ]
    zones_declared = next((file.variables.get("zones") for file in files if file.path.name == "privateDns.bicep"), None)
    found = zones_declared if isinstance(zones_declared, dict) else {}
    if {key: names(value) for key, value in found.items()} != ZONES:
        problems.append(f"zones are {found}")
    return problems


def secrets_are_secure(folder: Path) -> list[str]:
    """Every secret is @secure(), has no value in the template, and comes from the environment in a parameter file."""
    problems = []
    for file in load(folder):
        for param in file.params.values():
            if SECRET.search(param.name) and not _plain(param):
                if "@secure()" not in param.decorators:
                    problems.append(f"{file.path.name}: {param.name} is not @secure()")
                if param.default not in (None, ""):
                    problems.append(f"{file.path.name}: {param.name} has a value in the template")
        if file.path.suffix == ".bicepparam":
            for name, value in file.variables.items():
                read = str(value).startswith(("readEnvironmentVariable(", "az.getSecret("))
                if SECRET.search(name) and not (read and re.search(r", ''\)$|^az\.", str(value))):
                    problems.append(f"{file.path.name}: {name} must come from the environment or a vault")
    return problems


def _plain(param: Param) -> bool:
    """Names that only sound like secrets."""
    return param.type in ("bool", "int") or param.name.endswith(("Name", "Uri", "Id"))


def no_secret_output(folder: Path) -> list[str]:
    problems = []
    for file in load(folder):
        secure = {param.name for param in file.params.values() if "@secure()" in param.decorators}
        for name, value in file.outputs.items():
            uses = secure & set(re.findall(r"\w+", value))
            if uses or SECRET.search(name) or READS_KEYS.search(value):
                problems.append(f"{file.path.name}: output {name} gives away a secret")
    return problems


def identity_not_keys(folder: Path) -> list[str]:
    """Nothing authenticates by a key or password that Azure could check by identity."""
    wanted: dict[str, dict[str, Any]] = {
        "Microsoft.Storage/storageAccounts": {
            "properties.allowSharedKeyAccess": False,
            "properties.allowBlobPublicAccess": False,
            "properties.minimumTlsVersion": "TLS1_2",
        },
        "Microsoft.Cache/redisEnterprise/databases": {
            "properties.accessKeysAuthentication": "Disabled",
            "properties.clientProtocol": "Encrypted",
        },
        "Microsoft.KeyVault/vaults": {
            "properties.enableRbacAuthorization": True,
            "properties.enablePurgeProtection": True,
            "properties.accessPolicies": None,
        },
        "Microsoft.ContainerRegistry/registries": {
            "properties.adminUserEnabled": False,
            "properties.anonymousPullEnabled": False,
        },
        "Microsoft.Compute/virtualMachines": {
            "identity.type": "UserAssigned",
            "properties.osProfile.adminPassword": None,
            "properties.osProfile.linuxConfiguration.disablePasswordAuthentication": True,
        },
        "Microsoft.Web/sites": {"identity.type": "UserAssigned"},
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies": {"properties.allow": False},
        "Microsoft.Dashboard/grafana": {"properties.apiKey": "Disabled"},
    }
    problems = [
        f"{resource.where}: {path} must be {value}"
        for _, resource in declared(folder)
        for path, value in wanted.get(resource.type, {}).items()
        if resource.at(path) != value
    ]
    present = {resource.type for _, resource in declared(folder)}
    problems += [f"no {kind}" for kind in set(wanted) - present]
    problems += [f"{file.path.name}: reads a key" for file in load(folder) if READS_KEYS.search(file.text)]
    return problems


def roles_in_one_place(folder: Path) -> list[str]:
    """Role assignments live in one module, each scoped, typed and named so that deploying twice changes nothing."""
    problems = []
    for file, resource in of_type(folder, "Microsoft.Authorization/roleAssignments"):
        if file.path.name != "roleAssignments.bicep":
            problems.append(f"{resource.where}: a role assignment outside roleAssignments.bicep")
        if resource.at("properties.principalType") not in ("ServicePrincipal", "Group"):
            problems.append(f"{resource.where}: no principalType; creation would race the directory")
        if not names(resource.body["name"]).startswith("guid("):
            problems.append(f"{resource.where}: the name must be a guid of scope, principal and role")
        role = names(resource.at("properties.roleDefinitionId"))
        if "scope" not in resource.body and not re.search(r"monitoringReader|grafanaAdmin", role):
            problems.append(f"{resource.where}: a right on the whole resource group")
        if re.search(r"\b(owner|contributor)\b", role, re.I):
            problems.append(f"{resource.where}: a right to change resources")
    return problems


def data_survives(folder: Path) -> list[str]:
    """Data disks are resources of their own, found by LUN, never cached, and kept when their VM goes."""
    problems = []
    for _, vm in of_type(folder, "Microsoft.Compute/virtualMachines"):
        disks = list(objects(vm.at("properties.storageProfile.dataDisks")))
        attached = [each for each in disks if "createOption" in each]
        for disk in attached:
            kept = (disk["createOption"], disk.get("deleteOption"), disk.get("caching")) == ("Attach", "Detach", "None")
            if not kept or not isinstance(disk.get("lun"), Expr):
                problems.append(f"{vm.where}: data disks must be attached by LUN, uncached, and kept")
        if not attached:
            problems.append(f"{vm.where}: no data disks")
    for _, scale_set in of_type(folder, "Microsoft.Compute/virtualMachineScaleSets"):
        if scale_set.at("properties.orchestrationMode") != "Flexible":
            problems.append(f"{scale_set.where}: only a Flexible scale set leaves its members in place")
    problems += [
        f"{resource.where}: nothing may scale stateful nodes by itself"
        for _, resource in of_type(folder, "Microsoft.Insights/autoscaleSettings")
    ]
    starrocks = [m for file in load(folder) if file.path.name == "starrocks.bicep" for m in file.modules]
    problems += [
        f"{m.where}: not in a scale set" for m in starrocks if "Set.id" not in names(m.params.get("scaleSetId", ""))
    ]
    for file in load(folder):
        if file.path.name == "pulsar.bicep":
            luns = file.variables["diskLuns"]
            if len(set(luns.values())) != 3 or not {"journal", "ledgers"} <= set(luns):
                problems.append("journal and ledgers of a bookie must be on disks of their own")
    return problems


CHECKS: tuple[Callable[[Path], list[str]], ...] = (
    parses, modules_fit, deployments_differ, described, no_public_access, apps_deny_by_default, no_nsg_on_nic,
    nsgs_end_in_deny, app_ports, subnets_fit, endpoints_have_zones, secrets_are_secure, no_secret_output,
    identity_not_keys, roles_in_one_place, data_survives,
)  # fmt: skip
