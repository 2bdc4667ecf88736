{{/* The data volumes that the given drive's letter stands for, as options. Takes (list root site drive). */}}
{{- define "lab.volumeArguments" -}}
{{- $service := include "lab.service" (list (index . 0) (index . 1)) -}}
{{- $drive := index . 2 -}}
{{- $options := list -}}
{{- range include "lab.volumes" (list (index . 0) (index . 1)) | fromYamlArray -}}
{{- if or (eq .drive $drive) (hasPrefix (printf "%s-" $drive) .drive)  -}}
{{- $options = append $options "--volume" -}}
{{- $options = append $options (printf "%s=nbd://%s:10809/LU%v" .drive $service .lu) -}}
{{- end -}}
{{- end -}}
{{ toYaml $options }}
{{- end }}
