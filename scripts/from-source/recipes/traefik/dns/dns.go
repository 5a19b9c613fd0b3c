// Package dns of the lab knows no DNS provider: what many of them need is in no package registry.
package dns

import (
	"fmt"

	"github.com/go-acme/lego/v5/challenge"
)

// NewDNSChallengeProviderByName is what Traefik asks for certificates of Let's Encrypt by DNS, which no simulated node does.
func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("unrecognized DNS provider: %s", name)
}
