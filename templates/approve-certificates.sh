#!/bin/sh
# Written by microcloud. Approves requests of this cluster's kubelets for a certificate with their own name and address,
# which metrics-server checks. All other requests stay as they are.
set -eu
nodes='{{nodes}}'
export KUBECONFIG="${CREDENTIALS_DIRECTORY:-/etc/kubernetes}/admin.conf"
rows='{range .items[*]}{.metadata.name}|{.spec.username}|{.status.conditions[*].type}|{.spec.request}{"\n"}{end}'

# Prints the address of a node: from the inventory, else from its Node object. Fails for an unknown node.
address_of() {
  for node in $nodes; do
    [ "${node%%=*}" = "$1" ] || continue
    [ -z "${node#*=}" ] || { echo "${node#*=}"; return; }
    kubectl get node "$1" -o 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}'
    return
  done
  return 1
}

# Prints what is wrong with a request; nothing if a kubelet of that node may ask for it.
fault_of() {
  address=$(address_of "$1") || { echo "$1 is none of the nodes"; return; }
  pem=$(printf %s "$2" | base64 -d) && text=$(printf '%s\n' "$pem" | openssl req -noout -text) ||
    { echo 'it cannot be read'; return; }
  [ "$(printf '%s\n' "$pem" | openssl req -noout -subject -nameopt RFC2253)" = "subject=CN=system:node:$1,O=system:nodes" ] ||
    { echo 'it is for somebody else'; return; }
  names=$(printf '%s\n' "$text" | sed -n '/Subject Alternative Name/{n;s/, /\n/g;s/ //g;p;}')
  for name in $names; do
    case $name in
      "DNS:$1") ;;
      IPAddress:*)
        case " $address " in *" ${name#IPAddress:} "*) ;; *) echo "it is for the address ${name#IPAddress:}, and the node has $address"; return ;; esac ;;
      *) echo "it is for $name"; return ;;
    esac
  done
}

kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving -o "jsonpath=$rows" |
  while IFS='|' read -r request user decided text; do
    [ -z "$decided" ] || continue
    case $user in system:node:*) ;; *) continue ;; esac
    node=${user#system:node:}
    fault=$(fault_of "$node" "$text")
    if [ -n "$fault" ]; then
      echo "The request $request of $node is left alone: $fault"
      continue
    fi
    kubectl certificate approve "$request"
  done
