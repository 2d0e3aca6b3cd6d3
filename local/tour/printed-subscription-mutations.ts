// The mutations of reference text 3, as printed but without comments. A missing brace is added in the first.

export const subscribeWithProfile = `mutation {
    createEventSubscription(
        input: {
            destination: {
                webhook: {
                    httpMethod: "POST",
                    url: "https://my-webhook.com",
                    authProfileId: "my-oauth-profile"
                }
            },
            eventType: "REFUND_REQUESTED"
        }
    ) {
        subscriptionId
    }
}`;

export const subscribeWithCredentials = `mutation {
    createEventSubscription(
        input: {
            destination: {
                webhook: {
                    url: "https://webhook-endpoint.com",
                    method: "POST",
                    authConfig: {
                        oAuthConfig: {
                            clientParameters: {
                                clientId: "client_id_updated",
                                clientSecret: "client_secret_updated"
                            },
                            authEndpoint: "https://auth-endpoint-updated.com",
                            httpMethod: "POST"
                        }
                    }
                }
            }
            eventType: "DELIVERY_COMPLETED"
        }
    ) {
        subscriptionId
    }
}`;

export const subscribePartnerEventSource = `mutation{
  createEventSubscription(
    input:{
      destination:{
        eventBridge:{
         region:"us-east-1"
         partnerEventSource:{ 
            account:"example-aws-account-id"
            name:"example-partner-event-source-name"
          }
        }
      }
      eventType:"REFUND_REQUESTED"
    }
  ){
    subscriptionId
  }
}`;

export const deleteSubscription = `mutation{
  deleteEventSubscription(subscriptionId:"example-subscription-id"){
    subscriptionId
  }
}`;
