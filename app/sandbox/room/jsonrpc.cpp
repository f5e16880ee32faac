#include "app/sandbox/room/jsonrpc.h"

namespace bedside::sandbox {

namespace {

std::string frame(Json document)
{
    document["jsonrpc"] = "2.0";
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::optional<RpcRequest> parseRequest(std::string_view frame)
{
    const Json document = parsed(frame);
    RpcRequest request{nullptr, text(document, "method"), Json::object()};
    if (request.method.empty())
        return std::nullopt;
    const Json &id = member(document, "id");
    if (id.is_string() || id.is_number_integer())
        request.id = id;
    if (const Json &params = member(document, "params"); params.is_object())
        request.params = params;
    return request;
}

std::string resultFrame(const Json &id, const Json &result)
{
    return frame({{"id", id}, {"result", result.is_null() ? Json::object() : result}});
}

std::string errorFrame(const Json &id, const RpcError &error)
{
    return frame({{"id", id}, {"error", {{"code", error.code}, {"message", error.message}}}});
}

std::string notificationFrame(const std::string &method, const Json &params)
{
    return frame({{"method", method}, {"params", params}});
}

} // namespace bedside::sandbox
