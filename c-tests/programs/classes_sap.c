// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// Service classes with two providers that keep them: each keeps its own values, and none removes what another still uses.
#include "classes.h"

static void show(const char *what, GUID *id) {
    printf("  %s\n", what);
    show_class("  NTDS", directory_provider(), id);
    show_class("  SAP", sap_provider(), id);
}

static INT set_sap(WSAESETSERVICEOP operation, GUID *id) {
    WSAQUERYSETW query = query_w(W("PRINTER"), id);
    query.dwNameSpace = NS_SAP;
    return WSASetServiceW(&query, operation, 0);
}

static void each_provider_keeps_the_values_for_its_namespace(void) {
    DWORD port = 8080;
    WORD sap_id = 0x0640;
    WSANSCLASSINFOW values[3];
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("Example"), 3, values);
    values[0] = value_w(W("TcpPort"), NS_NTDS, REG_DWORD, sizeof port, &port);
    values[1] = value_w(W("SapId"), NS_SAP, REG_BINARY, sizeof sap_id, &sap_id);
    values[2] = value_w(W("UdpPort"), NS_ALL, REG_DWORD, sizeof port, &port);
    WORKS(WSAInstallServiceClassW(&info));
    FAILS(WSAInstallServiceClassW(&info), WSAEALREADY);
    show("installed", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("removed", CLASS_A);
    FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
}

static void a_service_in_one_namespace_keeps_its_class_in_both(void) {
    GUID of_its_type = SVCID_NETWARE(0x0640);
    WORD sap_id = 0x0640;
    WSANSCLASSINFOW values[1];
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("Example"), 1, values);
    values[0] = value_w(W("SapId"), NS_SAP, REG_BINARY, sizeof sap_id, &sap_id);
    WORKS(WSAInstallServiceClassW(&info));
    WORKS(set_sap(RNRSERVICE_REGISTER, CLASS_A));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    show("used by SAP", CLASS_A);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), CLASS_A, 1u, END));
    WORKS(set_sap(RNRSERVICE_DEREGISTER, CLASS_A));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    show("used by NTDS", CLASS_A);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("one"), CLASS_A, END));
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("used by nobody", CLASS_A);
    /* Without the class, only its type is left to name the service by. */
    FAILS(set_sap(RNRSERVICE_DELETE, CLASS_A), WSAEINVAL);
    WORKS(set_sap(RNRSERVICE_DELETE, &of_its_type));
}

static void object_types_need_no_installation(void) {
    GUID files = SVCID_FILE_SERVER;
    show("SVCID_FILE_SERVER", &files);
}

int main(void) {
    start_winsock();
    RUN(each_provider_keeps_the_values_for_its_namespace);
    RUN(a_service_in_one_namespace_keeps_its_class_in_both);
    RUN(object_types_need_no_installation);
    return 0;
}
