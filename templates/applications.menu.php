<?php
// Written by microcloud: the line of the menu that leads to applications.php.
addMenu(t('Applications'), 'applications', t('menus_cloud_enterprise'));
