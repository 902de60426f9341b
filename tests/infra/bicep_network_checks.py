"""Checks of the network: who may talk to whom, and what stands in which subnet. See ``bicep_checks``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.infra.bicep_model import File, Resource, declared, load, names, objects, of_type

APP_PORTS = {
    # FE 8030, 9020, 9030; BE 8040; broker 6650, 8080. ZooKeeper's 2181 is for nodes alone: it asks for no password
    # and whoever reaches it owns the cluster.
    "dataPrefix": {8030, 9020, 9030, 8040, 6650, 8080},
    # Azure Managed Redis listens on 10000 where Redis itself has 6379; 443 is Key Vault, Storage and the registry.
    "endpointsPrefix": {443, 10000},
    # OTLP; Grafana's 3000 is for operators.
    "monitoringPrefix": {4317, 4318},
}
DELEGATIONS = {
    "snet-functions": {"Microsoft.App/environments"},
    "snet-appservice": {"Microsoft.Web/serverFarms"},
    "snet-data": set(),
    "snet-endpoints": set(),
    "snet-monitoring": set(),
    "AzureBastionSubnet": set(),
}
HOLDS = {
    # module: the subnets that what it makes may stand in
    "functionAppFlex.bicep": ("subnets.functions", "appSubnets.functions"),
    "functionAppContainer.bicep": ("subnets.appService", "appSubnets.appService"),
    "privateEndpoint.bicep": ("subnets.endpoints", "endpointSubnetId"),
    "starrocks.bicep": ("subnets.data",),
    "pulsar.bicep": ("subnets.data",),
    "monitoring.bicep": ("subnets.monitoring",),
    "managedGrafana.bicep": ("subnets.monitoring",),
    "telemetryBalancer.bicep": ("subnetId",),
    "virtualMachine.bicep": ("subnetId",),
}


def no_nsg_on_nic(folder: Path) -> list[str]:
    return [
        f"{resource.where}: an NSG on a network interface; rules belong to subnets"
        for _, resource in declared(folder)
        if resource.type
        in (
            "Microsoft.Network/networkInterfaces",
            "Microsoft.Compute/virtualMachineScaleSets",
            "Microsoft.Compute/virtualMachines",
        )
        if any("networkSecurityGroup" in each for each in objects(resource.body))
    ]


def rules(resource: Resource, file: File) -> list[dict[str, Any]]:
    """Security rules of an NSG, wherever in the file they are written."""
    found = objects(resource.at("properties.securityRules"), file)
    return [each["properties"] | {"name": each.get("name")} for each in found if "direction" in _props(each)]


def _props(value: dict[str, Any]) -> dict[str, Any]:
    properties = value.get("properties")
    return properties if isinstance(properties, dict) else {}


def subnets(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        each["name"]: _props(each)
        for file, resource in of_type(folder, "Microsoft.Network/virtualNetworks")
        for each in objects(resource.at("properties.subnets"), file)
        if "addressPrefix" in _props(each)
    }


def nsgs_end_in_deny(folder: Path) -> list[str]:
    """Each subnet has an NSG, and each NSG ends in a rule that denies what no rule before it admits."""
    problems = [
        f"{name} has no NSG"
        for name, properties in subnets(folder).items()
        if name != "AzureBastionSubnet" and "networkSecurityGroup" not in properties
    ]
    found = list(of_type(folder, "Microsoft.Network/networkSecurityGroups"))
    for file, resource in found:
        inbound = [rule for rule in rules(resource, file) if rule["direction"] == "Inbound"]
        last = max(inbound, key=lambda rule: rule["priority"], default={})
        denies = last.get("access") == "Deny" and last.get("sourceAddressPrefix") in ("*", "VirtualNetwork")
        if not denies or last.get("destinationPortRange") != "*" or last.get("protocol") != "*":
            problems.append(f"{resource.where}: the last rule does not deny everything")
        priorities = [rule["priority"] for rule in inbound]
        if len(set(priorities)) < len(priorities):
            problems.append(f"{resource.where}: two rules with one priority")
    return problems if found else ["no NSG at all"]


def app_ports(folder: Path) -> list[str]:
    """From the app subnets exactly the clients' ports are open, and no rule opens anything to everybody."""
    problems = []
    admitted: dict[str, set[int]] = {name: set() for name in APP_PORTS}
    for file, resource in of_type(folder, "Microsoft.Network/networkSecurityGroups"):
        for rule in rules(resource, file):
            if rule["access"] != "Allow" or rule["direction"] != "Inbound":
                continue
            source = rule.get("sourceAddressPrefix", rule.get("sourceAddressPrefixes"))
            if source in ("*", "Internet", "VirtualNetwork", "0.0.0.0/0") or rule["protocol"] != "Tcp":
                problems.append(f"{resource.where}: {rule['name']} admits everybody or every protocol")
            ranges = rule.get("destinationPortRanges", [rule.get("destinationPortRange")])
            if not all(isinstance(each, str) and each.isdigit() for each in ranges):
                problems.append(f"{resource.where}: {rule['name']} admits a range of ports")
            elif "appPrefixes" in names(source):
                target = str(rule["destinationAddressPrefix"])
                admitted.setdefault(target, set()).update(map(int, ranges))
    for target, ports in admitted.items():
        if ports != APP_PORTS.get(target):
            problems.append(f"apps reach {sorted(ports)} of {target}, not {sorted(APP_PORTS.get(target, ()))}")
    return problems


def subnets_fit(folder: Path) -> list[str]:
    """Each subnet's delegation is that of what it holds, and each module is given a subnet that may hold it."""
    problems = []
    found = subnets(folder)
    if set(found) != set(DELEGATIONS):
        problems.append(f"subnets are {sorted(found)}")
    for name, properties in found.items():
        delegated = {each["serviceName"] for each in objects(properties) if "serviceName" in each}
        if delegated != DELEGATIONS.get(name):
            problems.append(f"{name} is delegated to {sorted(delegated)}")
        if name != "AzureBastionSubnet" and properties.get("defaultOutboundAccess") is not False:
            problems.append(f"{name} leaves by an address that nobody chose")
        if name not in ("AzureBastionSubnet", "snet-endpoints") and "natGateway" not in properties:
            problems.append(f"{name} has no NAT gateway")
    for file in load(folder):
        for module in file.modules:
            allowed = HOLDS.get(Path(module.path).name)
            given = names(module.params.get("subnetId", ""))
            if allowed and not given.endswith(allowed):
                problems.append(f"{module.where}: {module.path} must not stand in {given or 'no subnet'}")
    return problems
