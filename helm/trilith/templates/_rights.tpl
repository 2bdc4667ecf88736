{{/* What the operator does in the namespaces it looks after. A test compares it with what the operator was built to ask for. */}}
{{- define "trilith.rights.objects" -}}
- apiGroups: [trilith.dev]
  resources: [copypairs, drcycles, recoveries, sitegrants, storagesubsystems, volumedefinitions]
  verbs: [list, watch]
- apiGroups: [trilith.dev]
  resources: [recoveries, storagesubsystems]
  verbs: [get]
- apiGroups: [trilith.dev]
  resources: [copypairs/status, drcycles/status, recoveries/status, sitegrants/status, storagesubsystems/status, volumedefinitions/status]
  verbs: [patch]
# A Standby starts the recovery.
- apiGroups: [trilith.dev]
  resources: [recoveries]
  verbs: [create]
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [services]
  verbs: [get, create, patch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch]
# Why an array does not start.
- apiGroups: [""]
  resources: [pods, persistentvolumeclaims]
  verbs: [get]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- if .Values.rbac.readSecrets }}
# The tokens that arrays ask for.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
{{- end }}
{{- end }}

{{/* What it sees of the cluster: whether the sites' namespaces are there, and how old the definitions are. */}}
{{- define "trilith.rights.cluster" -}}
- apiGroups: [""]
  resources: [namespaces]
  {{- if eq .Values.operator.scope "site" }}
  resourceNames: {{ toJson .Values.operator.chainNamespaces }}
  verbs: [get]
  {{- else }}
  verbs: [get, list, watch]
  {{- end }}
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  resourceNames:
    - copypairs.trilith.dev
    - drcycles.trilith.dev
    - recoveries.trilith.dev
    - sitegrants.trilith.dev
    - storagesubsystems.trilith.dev
    - volumedefinitions.trilith.dev
  verbs: [get]
{{- end }}
