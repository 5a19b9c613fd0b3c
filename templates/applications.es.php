<?php
// Written by microcloud: the texts of its pages in Spanish. Cloudy reads this file when that language is chosen.
addS('Applications', 'Aplicaciones');
addS('What this microCloud shows in Cloudy', 'Lo que esta microCloud muestra en Cloudy');
addS('There are none: Services of type NodePort appear here.', 'No hay ninguna: aquí aparecen los Services de tipo NodePort.');
addS('Application', 'Aplicación');
addS('Service', 'Service');
addS('State', 'Estado');
addS('runs: %d of %d', 'en marcha: %d de %d');
addS('starts: %d of %d', 'arrancando: %d de %d');
addS('stopped', 'parada');
addS('cannot be stopped here', 'no se puede parar aquí');
addS('Open', 'Abrir');
addS('Start', 'Iniciar');
addS('Stop', 'Parar');
addS('%s is stopped, and leaves the list of Cloudy.', '%s está parada y sale de la lista de Cloudy.');
addS('%s starts, and comes back into the list.', '%s arranca y vuelve a la lista.');
addS('Nothing was changed: this form is older than your login.', 'No se ha cambiado nada: este formulario es de antes de que iniciaras la sesión.');
addS('The program of microcloud does not start.', 'El programa de microcloud no arranca.');
addS('The cluster does not answer.', 'El clúster no responde.');
addS('The cluster has not let this node in yet: its pod cloudy-pages does not run.', 'El clúster todavía no ha dejado entrar a este nodo: su pod cloudy-pages no está en marcha.');
addS('There is no such application that can be started or stopped.', 'No hay ninguna aplicación así que se pueda iniciar o parar.');
