{{/*
The tables 300, 400 and 500 of the three sites, for any number of data chains. Chain 1 and the management
chain are the source's Figs. 6 to 8; every further chain takes the next logical units and the names that the
embedded lab would give it.
*/}}

{{/* A site's volumes: lu, drive, management. Takes (list root site). */}}
{{- define "lab.volumes" -}}
{{- $chains := int (index . 0).Values.volumes -}}
{{- $site := index . 1 -}}
{{- if eq $site "production" }}
- {lu: 0, drive: "211a"}
- {lu: 1, drive: "211f", management: true}
{{- range $k := untilStep 2 (add1 $chains | int) 1 }}
- {lu: {{ $k }}, drive: "211a-{{ $k }}"}
{{- end }}
{{- else }}
{{- $local := eq $site "local" }}
- {lu: 0, drive: {{ ternary "211b" "211e" $local | quote }}}
- {lu: 1, drive: {{ ternary "211c" "211d" $local | quote }}}
- {lu: 2, drive: {{ ternary "211g" "211j" $local | quote }}, management: true}
- {lu: 3, drive: {{ ternary "211h" "211i" $local | quote }}, management: true}
{{- range $k := untilStep 2 (add1 $chains | int) 1 }}
- {lu: {{ mul 2 $k }}, drive: "{{ ternary "211b" "211e" $local }}-{{ $k }}"}
- {lu: {{ mul 2 $k | add1 }}, drive: "{{ ternary "211c" "211d" $local }}-{{ $k }}"}
{{- end }}
{{- end }}
{{- end }}

{{/* The numbers of a further chain's four pairs: 211a=>211b, 211c=>211d, 211b=>211c, 211d=>211e. */}}
{{- define "lab.pairNumbers" -}}
{{- if eq . 2 }}[5, 6, 14, 15]
{{- else if eq . 3 }}[7, 8, 16, 17]
{{- else if eq . 4 }}[9, 18, 19, 20]
{{- else }}[{{ mul 4 . | add 1 }}, {{ mul 4 . | add 2 }}, {{ mul 4 . | add 3 }}, {{ mul 4 . | add 4 }}]
{{- end -}}
{{- end }}

{{/* The pairs whose primary is at a site: number, group, from, to, and toSite if they leave it. */}}
{{- define "lab.pairs" -}}
{{- $chains := int (index . 0).Values.volumes -}}
{{- $site := index . 1 -}}
{{- if eq $site "production" }}
- {number: 1, group: G1, from: 0, to: 0, toSite: local}
- {number: 3, group: G1, from: 1, to: 2, toSite: local}
{{- else if eq $site "local" }}
- {number: 2, group: G1, from: 1, to: 1, toSite: remote}
- {number: 4, group: G1, from: 3, to: 3, toSite: remote}
- {number: 10, group: G11, from: 0, to: 1}
- {number: 11, group: G11, from: 2, to: 3}
{{- else }}
- {number: 12, group: G12, from: 1, to: 0}
- {number: 13, group: G12, from: 3, to: 2}
{{- end }}
{{- range $k := untilStep 2 (add1 $chains | int) 1 }}
{{- $numbers := include "lab.pairNumbers" $k | fromYamlArray }}
{{- $even := mul 2 $k }}
{{- $odd := add1 $even }}
{{- if eq $site "production" }}
- {number: {{ index $numbers 0 }}, group: G1, from: {{ $k }}, to: {{ $even }}, toSite: local}
{{- else if eq $site "local" }}
- {number: {{ index $numbers 1 }}, group: G1, from: {{ $odd }}, to: {{ $odd }}, toSite: remote}
- {number: {{ index $numbers 2 }}, group: G11, from: {{ $even }}, to: {{ $odd }}}
{{- else }}
- {number: {{ index $numbers 3 }}, group: G12, from: {{ $odd }}, to: {{ $even }}}
{{- end }}
{{- end }}
{{- end }}
