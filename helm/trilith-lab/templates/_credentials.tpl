{{/* The Secret with the token of a site's own array. Takes (list root site). */}}
{{- define "lab.arraySecret" -}}
{{- $root := index . 0 -}}
{{- $given := index $root.Values.credentials.arrays (index . 1) -}}
{{ $given.existingSecret | default (printf "array-%s-token" (index $root.Values.sites (index . 1)).array) }}
{{- end }}

{{/* The token that one site shows to another's array, as given. Takes (list root from to). */}}
{{- define "lab.peerCredential" -}}
{{ index (index . 0).Values.credentials.peers (printf "%sTo%s" (index . 1) (title (index . 2))) | toYaml }}
{{- end }}

{{/* The Secret with that token in the namespace of the site that shows it. */}}
{{- define "lab.peerSecret" -}}
{{- $given := include "lab.peerCredential" . | fromYaml -}}
{{ $given.existingSecret | default (printf "peer-%s-token" (index (index . 0).Values.sites (index . 2)).array) }}
{{- end }}

{{/* The Secret with that token in the namespace of the site whose array is shown it. */}}
{{- define "lab.grantSecret" -}}
{{- $given := include "lab.peerCredential" . | fromYaml -}}
{{ $given.existingSecret | default (printf "grant-%s-token" (index (index . 0).Values.sites (index . 1)).namespace) }}
{{- end }}

{{/* On upgrade: the token in a Secret that is there already, or nothing. Takes (list root namespace name). */}}
{{- define "lab.presentToken" -}}
{{- if (index . 0).Release.IsUpgrade -}}
{{- $secret := lookup "v1" "Secret" (index . 1) (index . 2) -}}
{{- if $secret }}{{ index ($secret.data | default dict) "token" | default "" | b64dec }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Takes (list root namespace name token). */}}
{{- define "lab.secret" }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ index . 2 | quote }}
  namespace: {{ index . 1 | quote }}
  labels:
    {{- include "lab.labels" (index . 0) | nindent 4 }}
type: trilith.dev/token
data:
  token: {{ index . 3 | b64enc | quote }}
{{- end }}
