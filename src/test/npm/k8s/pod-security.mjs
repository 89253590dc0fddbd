// Prints each finding of the Pod Security standard "restricted" as a line of JSON. Reads manifests
// from standard input as {file: [object, …]}, every object one resource.
import {readFileSync} from "node:fs";
import {createDefaultMonokleValidator} from "@monokle/validation";

const given = JSON.parse(readFileSync(0, "utf8"));
const resources = Object.entries(given).flatMap(([file, objects]) =>
  objects.map((content, place) => ({
    id: `${file}#${place}`,
    fileId: `${file}#${place}`,
    filePath: `${file}#${place}`,
    fileOffset: 0,
    name: content.metadata.name,
    apiVersion: content.apiVersion,
    kind: content.kind,
    content,
    text: JSON.stringify(content),
  })),
);
// The rules that only "restricted" has are off unless they are asked for by name.
const rules = [
  "host-process", "host-namespaces", "privileged-containers", "capabilities", "host-path-volumes",
  "host-ports", "app-armor", "selinux", "proc-mount", "seccomp", "sysctls", "volume-types",
  "privilege-escalation", "running-as-non-root", "running-as-non-root-user", "seccomp-strict",
  "capabilities-strict",
];
const validator = createDefaultMonokleValidator();
await validator.preload({
  plugins: {"pod-security-standards": true},
  rules: Object.fromEntries(rules.map((rule) => [`pod-security-standards/${rule}`, "err"])),
});
const {runs: [{results}]} = await validator.validate({resources});
for (const {ruleId, message, locations} of results) {
  const at = locations.map((one) => one.physicalLocation?.artifactLocation.uri).find(Boolean);
  console.log(JSON.stringify({rule: ruleId, message: message.text, at}));
}
