<?php
// Written by microcloud: the button beside a Service of Kubernetes in the community's list.
addAvahi('kubernetes', 'kubernetesButton');

function kubernetesButton($service)
{
    $address = htmlspecialchars($service['ip'] . ':' . $service['port'], ENT_QUOTES);
    return addButton(array('label' => t('Open'), 'class' => 'btn btn-info', 'href' => "http://$address"));
}
